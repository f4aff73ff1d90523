/** The Node implementation of the report tools: a small DOM, and PNG files. */

import { DOMImplementation, XMLSerializer } from '@xmldom/xmldom';
import type { ReportTools } from '../../report/tools.ts';
import { encodePng } from '../encode-png.ts';

export function reportTools(): ReportTools {
  const document = new DOMImplementation().createDocument('http://www.w3.org/1999/xhtml', 'html');
  const serializer = new XMLSerializer();
  return {
    document,
    serialize: (element) => serializer.serializeToString(element as never),
    encodePng,
  };
}
