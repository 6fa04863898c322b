/** First bytes of kinds of files that goldpane meets, as Latin-1. */
export const fileSignatures = {
  wim: 'MSWIM\0\0\0',
  msi: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
  exe: 'MZ',
  zip: 'PK',
  cab: 'MSCF',
} as const;
