/** Where on a site's pages a writer's own words stand, and who that writer is. */
export interface WritersWords {
  /** Selects the parts of a page that are each by one writer, or by several together. */
  readonly part: string;
  /**
   * How a part names its writers: links to their profiles within it; or an attribute of the part with their name, and
   * the address that such a name is a profile of; or nothing, where the page is the writer's profile itself.
   */
  readonly by:
    | { readonly links: string }
    | { readonly attribute: string; readonly profile: string }
    | { readonly page: true };
  /** Selects, within a part, what nobody but its writer can have written. */
  readonly words: string;
  /** Within those words: what others wrote, or is quoted. */
  readonly except: string | null;
}

/**
 * Every entry's `words` are the writer's alone: a comment that named the writer, with somebody else's address signed for
 * it, would otherwise take their tips. Names may be found loosely, since a line is signed for one writer. The sites whose
 * writers can be told by their profiles; the others' pages show no tips.
 */
export const writersWords: Readonly<Record<string, readonly WritersWords[]>> = {
  ao3: [
    { part: '#workskin', by: { links: 'a[rel~="author"]' }, words: '.userstuff', except: null },
    { part: '.bio.module', by: { page: true }, words: '.userstuff', except: null },
  ],
  'royal-road': [
    {
      part: 'body',
      by: { links: '.fic-header a[href*="/profile/"], :is(h2, h3, h4) a[href*="/profile/"]' },
      words: '.description, .chapter-inner, .author-note-portlet, .author-note',
      except: '.comment, .comments-container, .review',
    },
  ],
  'scribble-hub': [
    {
      part: 'body',
      by: { links: '.auth_name_chp a[href*="/profile/"], .auth_name_fic a[href*="/profile/"]' },
      words: '.wi_fic_desc, .wi_authornotes, #chp_raw',
      except: '.comment, #comments',
    },
  ],
  wattpad: [
    {
      part: 'body',
      by: {
        links: '.author-info a[href^="/user/"], .story-info a[href^="/user/"], .af6dp a[href^="/user/"]',
      },
      words: 'pre.description-text, p[data-p-id]',
      except: '.num-comment, [class*="comment"]',
    },
  ],
  'fanfiction-net': [
    {
      part: 'body',
      by: { links: '#profile_top a[href*="/u/"], #content a[href*="/u/"]' },
      words: '#profile_top > div.xcontrast_txt, #storytext, #storycontent',
      except: null,
    },
    { part: '#bio', by: { page: true }, words: ':scope', except: null },
  ],
  xenforo: [
    {
      // The story's own posts are those with a threadmark.
      part: 'article.message--post.hasThreadmark',
      by: { links: '.message-user a[href*="/members/"]' },
      words: '.message-body .bbWrapper',
      except: 'blockquote, .bbCodeBlock',
    },
  ],
  webnovel: [
    {
      part: 'body',
      by: {
        links:
          'address a[href*="/profile/"], .det-hd-detail a[href*="/profile/"], .cha-tit a[href*="/profile/"], p > a[href*="/profile/"]',
      },
      words: '.j_synopsis, .det-abt, .cha-words',
      except: '.para-comment, [class*="comment"]',
    },
  ],
  reddit: [
    {
      part: 'shreddit-post',
      by: { attribute: 'author', profile: 'https://www.reddit.com/user/' },
      words: '[slot="text-body"]',
      except: 'blockquote',
    },
    {
      part: '.thing.link',
      by: { links: '.tagline a.author' },
      words: '.expando .md',
      except: 'blockquote',
    },
  ],
  medium: [
    {
      part: 'article',
      by: { links: 'a[rel~="author"], a[data-testid="authorName"]' },
      words: 'section p',
      except: 'blockquote',
    },
  ],
};
