// What a search finds a name by. The rule is the server's (app/language/text.py, search_key): the page is given the
// letters that it unifies, and the rest of the rule is Unicode's.

/** A function that folds a text; `letters` says what each letter of Arabic script becomes. */
export function folder(letters) {
  return (text) =>
    [...text.normalize('NFKC')]
      .map((char) => letters[char] ?? char)
      .join('')
      .normalize('NFD')
      .replace(/[\s\p{C}\p{Mn}]/gu, '')
      .toLowerCase();
}
