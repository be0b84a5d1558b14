export { createOrm, type Orm } from './orm.ts';
