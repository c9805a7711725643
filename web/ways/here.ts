/** The space that a page is in, as its address has it. */
export function spaceHere(): string {
  return location.pathname.split("/")[2] ?? "";
}
