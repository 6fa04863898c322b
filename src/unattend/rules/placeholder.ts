/**
 * What template engines put in before a file is used: `{{X}}`, `${X}`, `@X@`, `%X%`, `<%= X %>`, `KVM_TEST_X`.
 * Such a value cannot be judged.
 */
export const placeholder =
  /\{\{[^{}]{0,200}\}\}|\$\{[^{}]{0,200}\}|@\w{1,200}@|%\w{1,200}%|<%[^<%>]{0,200}%>|^[A-Z]+(_[A-Z0-9]+){2,}$|^\[[A-Z_]+\]$|^\$\w+$/;
