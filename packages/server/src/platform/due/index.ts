export { DueWork } from './due-work.ts';
