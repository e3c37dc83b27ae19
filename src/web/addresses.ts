/** In the place of mdurl, which markdown-it takes addresses apart with to write them again: the browser knows how to. */
interface Address {
  pathname: string;
}

export const parse = (address: string): Address => ({ pathname: address });

export const format = ({ pathname }: Address): string => pathname;

/** What is escaped already stays so. */
export const encode = (text: string): string => encodeURI(text.replace(/\p{Surrogate}/gu, "\uFFFD")).replace(/%25(?=[\da-f]{2})/giu, "%");

/** As people read it; what is no escaped text stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

decode.defaultChars = "";
