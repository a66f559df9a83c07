/** Where a shop is, in words: the door often names its road already. Pure. */
export function addressWords({ street, door }: { street: string | null; door: string | null }): string {
  return door && street && door.startsWith(street) ? door : [street, door].filter(Boolean).join(' ')
}

/** The door without the road, where that stands beside it. */
export function doorNumber(door: string | null, street: string | null): string {
  return door && street && door.startsWith(street) && door !== street ? door.slice(street.length).trim() : (door ?? '')
}
