export async function writeDeclarations(_folder: string): Promise<void> {}
