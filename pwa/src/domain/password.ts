/** What a password must be, as the server decides it (`app/accounts/rules.py`). Pure; the server has the last word. */

export const MIN_PASSWORD = 10

export type Weakness = 'short' | 'name' | 'same' | 'differs'

/** Why a new password cannot be taken, the first reason; null when it can. */
export function weaknessOf(chosen: string, again: string, current: string, username: string): Weakness | null {
  if ([...chosen].length < MIN_PASSWORD) return 'short'
  if (username !== '' && chosen.toLowerCase().includes(username.toLowerCase())) return 'name'
  if (chosen === current) return 'same'
  return chosen === again ? null : 'differs'
}
