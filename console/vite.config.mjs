// SPDX-License-Identifier: Apache-2.0
// Builds the console: the same bytes from the same sources, each file named by the digest of what is in it.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");

/** The licence texts of every package of which anything stands in the build, in one file beside it. */
function licences() {
  return {
    name: "licences",
    generateBundle(_options, bundle) {
      const names = new Set();
      for (const chunk of Object.values(bundle)) {
        for (const id of Object.keys(chunk.modules ?? {})) {
          const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.slice(id.lastIndexOf("node_modules/")));
          if (found) names.add(found[1]);
        }
      }
      const source = [...names].sort().map(licenceOf).join("\n");
      this.emitFile({ type: "asset", fileName: "licences.txt", source });
    },
  };
}

function licenceOf(name) {
  const folder = join(modules, name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).sort().find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim();
  return `${name} ${version} (${license})\n\n${text}\n\n${"-".repeat(40)}\n`;
}

const STYLING = "export function updateCSS(css, key, originOption = {}) {";
const NONCE = `document.querySelector('meta[name="style-nonce"]')?.content`;

/** Two of the components' own measures make style without the nonce that all others are given; here it is their default. */
function nonceForAll() {
  return {
    name: "nonce-for-all",
    transform(code, id) {
      if (!/@rc-component\/util\/es\/Dom\/dynamicCSS\.js$/.test(id)) return undefined;
      if (!code.includes(STYLING)) this.error("updateCSS is written otherwise now: look where style is made without a nonce");
      return { code: code.replace(STYLING, STYLING.replace("{})", `{ csp: { nonce: ${NONCE} } })`)), map: null };
    },
  };
}

export default defineConfig({
  root: here,
  base: "/console/",
  plugins: [react(), nonceForAll(), licences()],
  resolve: {
    alias: {
      "@counterfoil/client": join(here, "../clients/typescript/src/index.ts"),
      "openapi-fetch": join(modules, "openapi-fetch"),
    },
  },
  build: {
    target: "es2023",
    outDir: process.env.CONSOLE_OUT ?? join(here, "../src/counterfoil/page/console"),
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        entryFileNames: "console-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
        codeSplitting: {
          groups: [
            { name: "charts", test: /node_modules\/(echarts|zrender)\// },
            { name: "components", test: /node_modules\// },
          ],
        },
      },
    },
  },
});
