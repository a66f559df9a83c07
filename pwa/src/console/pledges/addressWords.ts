/** Where a shop is, in words: the door often names its road already. Pure. */
export function addressWords({ street, door }: { street: string | null; door: string | null }): string {
  return door && street && door.startsWith(street) ? door : [street, door].filter(Boolean).join(' ')
}
