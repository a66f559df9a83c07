/** The keys of the review screen as its help shows them. */
export const REVIEW_KEYS = [
  { keys: ['A'], name: 'accept' },
  { keys: ['R'], name: 'reject' },
  { keys: ['D'], name: 'duplicate' },
  { keys: ['J'], name: 'next' },
  { keys: ['K'], name: 'previous' },
  { keys: ['←', '→'], name: 'photo' },
  { keys: ['Z'], name: 'zoom' },
  { keys: ['+', '-', '1', '0'], name: 'closer' },
  { keys: ['T', '[', ']'], name: 'turnAndLight' },
  { keys: ['X'], name: 'mark' },
  { keys: ['G'], name: 'markObvious' },
  { keys: ['M'], name: 'merge' },
  { keys: ['U'], name: 'undo' },
  { keys: ['/'], name: 'search' },
  { keys: ['Esc'], name: 'escape' },
  { keys: ['?'], name: 'help' },
]
