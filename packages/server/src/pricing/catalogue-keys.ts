import type { PriceKey } from './kinds.ts';

/** Which kinds a price of the catalogue is for, and for how many units it is stated. */
export interface PriceKeyMeaning {
  readonly kinds: readonly PriceKey[];
  readonly per: bigint;
}

const MILLION = 1_000_000n;
const THOUSAND = 1_000n;
const HOUR_MS = 3_600_000n;

/** Every price key of the shipped catalogue. A test fails when it holds one that is not here. */
export const PRICE_KEYS: Readonly<Record<string, PriceKeyMeaning>> = {
  input_mtok: { kinds: ['input'], per: MILLION },
  cache_read_mtok: { kinds: ['cached_input'], per: MILLION },
  cache_audio_read_mtok: { kinds: ['cached_audio'], per: MILLION },
  cache_image_read_mtok: { kinds: ['cached_image'], per: MILLION },
  cache_write_mtok: { kinds: ['cache_write'], per: MILLION },
  cache_write_1h_mtok: { kinds: ['cache_write_1h'], per: MILLION },
  input_audio_mtok: { kinds: ['input_audio'], per: MILLION },
  input_image_mtok: { kinds: ['input_image'], per: MILLION },
  input_video_mtok: { kinds: ['input_video'], per: MILLION },
  output_mtok: { kinds: ['output'], per: MILLION },
  output_reasoning_mtok: { kinds: ['reasoning'], per: MILLION },
  output_audio_mtok: { kinds: ['output_audio'], per: MILLION },
  output_image_mtok: { kinds: ['output_image'], per: MILLION },
  output_video_mtok: { kinds: ['output_video'], per: MILLION },
  output_citation_mtok: { kinds: ['citation'], per: MILLION },
  input_audio_hours: { kinds: ['input_audio_ms'], per: HOUR_MS },
  audio_hours: { kinds: ['input_audio_ms', 'output_audio_ms'], per: HOUR_MS },
  input_text_messages_kcount: { kinds: ['input_message'], per: THOUSAND },
  input_document_kpages: { kinds: ['page'], per: THOUSAND },
  input_annotated_document_kpages: { kinds: ['annotated_page'], per: THOUSAND },
  requests_kcount: { kinds: ['request'], per: THOUSAND },
  web_searches_kcount: { kinds: ['web_search'], per: THOUSAND },
  storage_searches_kcount: { kinds: ['file_search'], per: THOUSAND },
};
