-- Which credit paid an invoice is asked for with every look at it, and whenever it becomes final or void.
create index credit_entry_invoice_idx on credit_entry (invoice_id) where invoice_id is not null;
