import { extractText, getDocumentProxy } from 'unpdf';

/** The text of a PDF file, a string for each page, as a reader of our own choice finds it. */
export async function readPdf(response: Response): Promise<string[]> {
  const document = await getDocumentProxy(new Uint8Array(await response.arrayBuffer()));
  const { text } = await extractText(document);
  await document.loadingTask.destroy();
  return text;
}
