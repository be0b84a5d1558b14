export { Addresses } from './addresses.ts';
export { checkOutwardUrl } from './check-url.ts';
export { outwardFetch } from './outward-fetch.ts';
export { createOutward, faultText, type Outward } from './request.ts';
