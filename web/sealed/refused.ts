/**
 * Why something was refused: the bytes have another form or version; they do not open with this secret for this owner (or
 * were changed); these are not the words of a card; the browser lacks what sealing needs.
 */
export type Reason = "form" | "version" | "not_opened" | "words" | "browser";

/** The one error of this module. The page has the words for each reason. */
export class Refused extends Error {
  constructor(readonly reason: Reason) {
    super(reason);
    this.name = "Refused";
  }
}
