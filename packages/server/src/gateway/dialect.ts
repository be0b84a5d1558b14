/** Whose error object and event stream a route speaks. */
export type Dialect = 'openai' | 'anthropic' | 'gemini';
