/** The bytes of `file`; browsers before 2020 know no `arrayBuffer` of a blob. */
export function bytesOf(file: Blob): Promise<ArrayBuffer> {
  return new Response(file).arrayBuffer()
}
