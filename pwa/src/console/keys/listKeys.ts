/** What the list of keys says on a page whose rows are walked. */
const [DOWN, UP, HELP] = [{ keys: ['J'], name: 'down' }, { keys: ['K'], name: 'up' }, { keys: ['?'], name: 'help' }]

export const LIST_KEYS = [DOWN, UP, HELP]
export const LIST_AND_ADD_KEYS = [DOWN, UP, { keys: ['N'], name: 'add' }, HELP]
