import { NO_USAGE, type Usage } from '../../pricing/index.ts';
import { fileIn } from '../request/multipart.ts';
import type { InferenceRequest } from './inference-route.ts';

/**
 * Tokens of sound for each character spoken: about 15 characters a second, and 1,250 tokens a minute
 * (0.015 dollars a minute at 12 dollars a million, "Pricing", OpenAI).
 */
const SPEECH_TOKENS_PER_CHARACTER = 1.4;
/** Of MP3 at 128 kbit/s, for sound whose header does not tell its length. */
const BYTES_PER_MS = 16;

/** Speech comes as sound without a word on usage. Its text is known to the character. */
export function spoken({ body }: InferenceRequest): Usage {
  const characters = typeof body['input'] === 'string' ? [...body['input']].length : 0;
  const tokens = Math.ceil(characters * SPEECH_TOKENS_PER_CHARACTER);
  return {
    ...NO_USAGE,
    outputTokens: tokens,
    outputAudioTokens: tokens,
    units: characters === 0 ? undefined : { input_character: characters },
  };
}

/** How long the sound is that was sent to be written down. */
export function heard(request: InferenceRequest): Usage {
  const sound = fileIn(request);
  const milliseconds = sound === null ? 0 : lengthOf(sound);
  return {
    ...NO_USAGE,
    units: milliseconds === 0 ? undefined : { input_audio_ms: milliseconds },
  };
}

const WAVE_HEADER_BYTES = 44;
const BYTE_RATE_AT = 28;

function lengthOf(sound: Buffer): number {
  const isWave = sound.length > WAVE_HEADER_BYTES && sound.toString('latin1', 8, 16) === 'WAVEfmt ';
  const bytesPerSecond = isWave ? sound.readUInt32LE(BYTE_RATE_AT) : 0;
  if (bytesPerSecond === 0) return Math.ceil(sound.length / BYTES_PER_MS);
  return Math.ceil(((sound.length - WAVE_HEADER_BYTES) * 1000) / bytesPerSecond);
}
