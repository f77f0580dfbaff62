/**
 * Google Docs draws its text as a picture: there is nothing in the page to read or to write into, so no suggestion can
 * stand there. It is known so that it can be said.
 */
export function isGoogleDocs({ hostname, pathname }: URL): boolean {
  return hostname === 'docs.google.com' && pathname.startsWith('/document/');
}
