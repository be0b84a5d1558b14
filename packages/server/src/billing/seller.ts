/** Whose invoices they are. */
export interface Seller {
  readonly name: string;
  readonly address: string;
  readonly email: string;
  readonly taxId: string;
  /** Where to pay to. */
  readonly paymentInstructions: string;
  /** What is printed at the end. */
  readonly footer: string;
}

export interface SellerSettings extends Seller {
  /** 0 until something was said. */
  readonly revision: number;
}

/** Who bills until somebody says otherwise. */
export const DEFAULT_SELLER: Seller = {
  name: 'Tollgate',
  address: '',
  email: '',
  taxId: '',
  paymentInstructions: '',
  footer: '',
};
