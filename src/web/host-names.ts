/** In the place of punycode.js, which markdown-it brings along for the hosts of links: what the browser knows of them is enough. */
const hostNames = {
  /** The host as it is asked for; throws where it is none. */
  toASCII(host: string): string {
    return new URL(`http://${host}`).hostname;
  },
  toUnicode(host: string): string {
    return host;
  },
};

export default hostNames;
