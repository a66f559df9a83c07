/**
 * Reads phone numbers as illegal ads write them: full-width digits, look-alike letters, Chinese numerals, any gaps.
 * Normalises and names the kind; whether the number is the advertiser's is for a person to confirm.
 */

export type PhoneNumberKind = 'mobile' | 'landline' | 'service' | 'unknown'

export interface PhoneNumber {
  digits: string
  kind: PhoneNumberKind
}

/** Letters painters use for digits, Latin and Cyrillic. */
const LOOK_ALIKE: Record<string, string> = {
  O: '0', o: '0', Q: '0', D: '0', '\u041e': '0', '\u043e': '0',
  l: '1', I: '1', i: '1', '|': '1', '!': '1',
  Z: '2', z: '2',
  S: '5', s: '5',
  b: '6', G: '6',
  B: '8',
  g: '9', q: '9',
}

/** Chinese numerals by value: the everyday form, then the form of contracts; both zeros and the spoken one. */
const NUMERALS = [
  '\u3007\u96f6', '\u4e00\u58f9\u5e7a', '\u4e8c\u8d30', '\u4e09\u53c1', '\u56db\u8086',
  '\u4e94\u4f0d', '\u516d\u9646', '\u4e03\u67d2', '\u516b\u634c', '\u4e5d\u7396',
]

const KINDS: [RegExp, PhoneNumberKind][] = [
  [/^1[3-9]\d{9}$/, 'mobile'],
  [/^0\d{2,3}[2-8]\d{6,7}$/, 'landline'],
  [/^[48]00\d{7}$/, 'service'],
]

const GAP = /[\s:,.()+-]+/

function digitOf(char: string): string {
  if (/^\d$/.test(char)) return char
  const numeral = NUMERALS.findIndex((forms) => forms.includes(char))
  return numeral >= 0 ? String(numeral) : ''
}

/** Digits of one word. Letters count as digits only beside real ones, so that "Tel" stays a word. */
function digitsOf(word: string): string {
  const chars = Array.from(word)
  if (chars.every((char) => digitOf(char) === '')) return ''
  return chars.map((char) => digitOf(char) || (LOOK_ALIKE[char] ?? '')).join('')
}

/** The number in `written` and its kind; null when it holds no digit. A leading country code 86 is dropped. */
export function readPhoneNumber(written: string): PhoneNumber | null {
  // NFKC turns full-width and circled digits into plain ones.
  const words = written.normalize('NFKC').split(GAP)
  const digits = words.map(digitsOf).join('').replace(/^(00)?86(?=1[3-9]\d{9}$|0?\d{2,3}\d{7,8}$)/, '')
  if (digits === '') return null
  return { digits, kind: KINDS.find(([shape]) => shape.test(digits))?.[1] ?? 'unknown' }
}
