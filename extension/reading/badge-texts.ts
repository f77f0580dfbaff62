/**
 * The badge's texts by their key in `_locales`, in the languages the extension speaks. The page's bundle takes only the
 * type: the browser has the texts already.
 */
export const badgeTexts = {
  en: {
    badgeMatch: '$1 % match',
    badgeUnknown: 'still learning your taste',
    badgeBasis_personal: 'From the shared engine and what you read on this device.',
    badgeBasis_local: 'From what you read on this device.',
    badgeBasis_population: 'From what readers enjoy; not yet from your own reading.',
    badgeBasis_unknown: 'Read a few more stories, and this will say how well one fits you.',
    badgeFavours: 'for: $1',
    badgeAgainst: 'against: $1',
    badgeMore: 'More like this',
    badgeLess: 'Less like this',
    badgeHide: 'Hide',
    badgeNoted: 'Noted, on this device.',
    badgeNotKept: 'Not kept: feedback is off or paused.',
    badgeClose: 'Close',
  },
  de: {
    badgeMatch: 'passt zu $1 %',
    badgeUnknown: 'lernt Ihren Geschmack noch kennen',
    badgeBasis_personal: 'Aus dem gemeinsamen Modell und dem, was Sie auf diesem Gerät lesen.',
    badgeBasis_local: 'Aus dem, was Sie auf diesem Gerät lesen.',
    badgeBasis_population: 'Aus dem, was Leser mögen; noch nicht aus Ihrem eigenen Lesen.',
    badgeBasis_unknown: 'Lesen Sie noch einige Geschichten, dann steht hier, wie gut eine passt.',
    badgeFavours: 'dafür: $1',
    badgeAgainst: 'dagegen: $1',
    badgeMore: 'Mehr davon',
    badgeLess: 'Weniger davon',
    badgeHide: 'Ausblenden',
    badgeNoted: 'Gemerkt, auf diesem Gerät.',
    badgeNotKept: 'Nicht gemerkt: Rückmeldungen sind aus oder pausiert.',
    badgeClose: 'Schließen',
  },
} as const;
export type BadgeText = keyof (typeof badgeTexts)['en'];
