declare module "*.css?inline" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the shape that bundlers give to inlined styles
  export default text;
}
