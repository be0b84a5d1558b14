export { MODELS } from './models.ts';
export { Translator, type TranslatorContext, type Upstream } from './translator.ts';
