import { delimiter, join } from 'node:path';
import { MODULES } from './paths.mjs';

/** npm settings that say how to reach packages. All others would change what is installed. */
const NETWORK_SETTINGS =
  /^npm_config_(registry|cache|userconfig|globalconfig|ca|cafile|cert|key|strict_ssl|proxy|http_proxy|https_proxy|noproxy|no_proxy|offline|prefer_offline|store_dir|local_address|maxsockets|fetch_.*|_auth.*|@.*|\/\/.*)$/i;

/** Settings of Node, npm and the shell that called us, which installs and builds must not inherit. */
const BREAKS_TOOLS = /^(npm_|pnpm_|node_env$|node_options$|node_path$|init_cwd$)/i;

/** What a developer has set for a server of their own must not reach the servers under test. */
const BREAKS_TESTS =
  /^(tollgate_|litellm_|database_url$|ui_username$|ui_password$|port$|pg[a-z]+$|openai_|anthropic_|vitest)/i;

/** For installs and builds: the same result whatever is set outside. */
export function toolEnvironment() {
  return {
    ...inherited((name) => !BREAKS_TOOLS.test(name) || NETWORK_SETTINGS.test(name)),
    PATH: [join(MODULES, '.bin'), process.env.PATH].join(delimiter),
  };
}

export function testEnvironment() {
  const clean = Object.entries(toolEnvironment()).filter(([name]) => !BREAKS_TESTS.test(name));
  return Object.fromEntries(clean);
}

/** For the product itself: everything that is set outside is meant for it. */
export function serverEnvironment() {
  return { ...process.env, NODE_ENV: process.env.NODE_ENV || 'production' };
}

function inherited(isWanted) {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isWanted(name)));
}
