/** The package's version; a test checks that package.json says the same. */
export const version = '0.1.0';
