import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { announce } from "./child.ts";

const app = new Hono();
app.get("/", (context) => context.json({ ok: true }));
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => announce(`http://127.0.0.1:${port}`));
