declare module "*?raw" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the shape that bundlers give to a file's text
  export default text;
}
