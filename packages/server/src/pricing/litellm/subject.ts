/** LiteLLM's providers that are one provider's several doors, and the name that deployments call it by. */
const DOORS: Readonly<Record<string, string>> = {
  bedrock_converse: 'bedrock',
  cohere_chat: 'cohere',
  azure_text: 'azure',
  'text-completion-openai': 'openai',
  'text-completion-codestral': 'codestral',
  vertex_ai_beta: 'vertex_ai',
};

/**
 * The `provider/model` by which a deployment calls an entry's model. LiteLLM writes some names with
 * their provider and some without; without any it is OpenAI, as in `litellm_params.model`.
 */
export function subjectOf(name: string, provider: string | null): string {
  if (provider === null) return name.includes('/') ? name : `openai/${name}`;
  const door = provider.startsWith('vertex_ai-') ? 'vertex_ai' : provider;
  const called = Object.hasOwn(DOORS, door) ? (DOORS[door] ?? door) : door;
  for (const prefix of [provider, called]) {
    if (name.startsWith(`${prefix}/`)) return `${called}/${name.slice(prefix.length + 1)}`;
  }
  return `${called}/${name}`;
}
