/** With no config.yaml, these answer: simulated models at the real ones' published prices. */
export const DEFAULT_CONFIG = `
model_list:
  - model_name: sim/gpt-4o-mini
    litellm_params: { model: sim/gpt-4o-mini }
    model_info: { base_model: openai/gpt-4o-mini }
  - model_name: sim/gpt-4o
    litellm_params: { model: sim/gpt-4o }
    model_info: { base_model: openai/gpt-4o }
  - model_name: sim/claude-sonnet-4-5
    litellm_params: { model: sim/claude-sonnet-4-5 }
    model_info: { base_model: anthropic/claude-sonnet-4-5 }
  - model_name: sim/gemini-2.5-pro
    litellm_params: { model: sim/gemini-2.5-pro }
    model_info: { base_model: gemini/gemini-2.5-pro }
  - model_name: sim/grok-code-fast-1
    litellm_params: { model: sim/grok-code-fast-1 }
    model_info: { base_model: xai/grok-code-fast-1 }
`;
