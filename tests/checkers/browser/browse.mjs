// Tries pages as people use them, in Debian's Chromium, from disk and with every request blocked. Reads from standard
// input what to try, as JSON: [{ "page": path, "shows": [text…], "search": text, "found": rows, "issued": path }], and writes one
// line of JSON a fault, { page, check, fault }, and at the end { checks } with how many checks were made.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const tasks = JSON.parse(readFileSync(0, "utf8"));
const scratch = mkdtempSync(join(tmpdir(), "kasverslag-browser-"));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
let checks = 0;

function told(page, check, faults) {
  checks += 1;
  for (const fault of faults) {
    console.log(JSON.stringify({ page, check, fault }));
  }
}

/** Opens a page, blocks all that isn't the page, and keeps what it asked for and what went wrong. */
async function opened(task, { fragment = "", size = { width: 1280, height: 900 }, ...options } = {}) {
  const context = await browser.newContext({ viewport: size, ...options });
  const page = await context.newPage();
  const address = pathToFileURL(task.page).href + fragment;
  const noise = [];
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url.split("#")[0] === address.split("#")[0]) { return route.continue(); }
    noise.push(`asks for ${url}`);
    return route.abort();
  });
  page.on("console", (message) => { if (message.type() === "error") { noise.push(message.text()); } });
  page.on("pageerror", (error) => noise.push(String(error)));
  await page.goto(address);
  return { page, noise, close: () => context.close() };
}

async function accessibility(task, options, name) {
  const { page, noise, close } = await opened(task, options);
  await page.evaluate(axe);
  const result = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  told(task.page, name, result.violations.map((it) =>
    `${it.id}: ${it.help} (${it.nodes.length}): ${it.nodes[0].html.slice(0, 200)} ${it.nodes[0].failureSummary}`));
  told(task.page, `${name}, quiet`, noise);
  await close();
}

/** Every place that the keyboard can reach, by Tab alone, is reached in the order of the page and can be seen. */
async function keyboard(task) {
  const { page, close } = await opened(task);
  const faults = [];
  const all = await page.evaluate(() => {
    const places = [...document.querySelectorAll("a[href], input, select, summary, [tabindex='0']")];
    const seen = places.filter((it) => it.checkVisibility());
    seen.forEach((it, index) => { it.dataset.place = index; });
    return seen.length;
  });
  const limit = Math.min(all, 400);
  for (let at = 0; at < limit; at += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const it = document.activeElement;
      const style = getComputedStyle(it);
      const box = it.getBoundingClientRect();
      return {
        place: it.dataset.place, html: it.outerHTML.slice(0, 120),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.outlineStyle === "auto",
        inside: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
      };
    });
    if (here.place !== String(at)) { faults.push(`press ${at + 1} of Tab reaches ${here.place}: ${here.html}`); break; }
    if (!here.outlined) { faults.push(`it can't be seen that the keyboard is at ${here.html}`); }
    if (!here.inside) { faults.push(`the keyboard is out of sight at ${here.html}`); }
  }
  told(task.page, "keyboard alone", faults);
  await close();
  // The first press reaches the way past the head of the page.
  const fresh = await opened(task);
  await fresh.page.keyboard.press("Tab");
  await fresh.page.keyboard.press("Enter");
  await fresh.page.waitForTimeout(100);
  const target = await fresh.page.evaluate(() => location.hash);
  told(task.page, "way past the head", target === "#content" ? [] : [`Enter leads to “${target}”`]);
  await fresh.close();
}

async function narrow(task) {
  const { page, close } = await opened(task, { size: { width: 320, height: 640 } });
  const faults = await page.evaluate(() => {
    const wide = [];
    const root = document.scrollingElement;
    if (root.scrollWidth > root.clientWidth) {
      for (const it of document.body.querySelectorAll("*")) {
        if (it.getBoundingClientRect().right > innerWidth + 0.5 && !it.closest(".wide")) {
          wide.push(it.outerHTML.slice(0, 120));
        }
      }
      wide.unshift(`the page is ${root.scrollWidth} wide`);
    }
    return wide.slice(0, 5);
  });
  told(task.page, "320 pixels", faults);
  await close();
}

/** All texts stand there without script, and nothing that needs one. */
async function without(task) {
  const { page, close } = await opened(task, { javaScriptEnabled: false });
  const text = await page.locator("body").innerText();
  const faults = task.shows.filter((it) => !text.includes(it)).map((it) => `“${it}” is not shown`);
  for (const form of ["#filter", "#check"]) {
    if (await page.locator(form).count() && await page.locator(form).isVisible()) { faults.push(`${form} is shown and does nothing`); }
  }
  told(task.page, "no script", faults);
  await close();
}

async function printed(task) {
  const { page, close } = await opened(task);
  const file = join(scratch, "printed.pdf");
  writeFileSync(file, await page.pdf({ format: "A4" }));
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
  const faults = task.shows.filter((it) => !text.includes(it)).map((it) => `“${it}” is not on paper`);
  if (await page.locator("#filter").count() && text.includes("filter")) { faults.push("the form is on paper"); }
  told(task.page, "on paper", faults);
  await close();
}

const visibleRows = (page) => page.locator("#table tbody tr:visible").count();

async function search(task) {
  const { page, noise, close } = await opened(task);
  const faults = [];
  const expect = async (what, found, expected) => {
    if (found !== expected) { faults.push(`${what}: ${found} instead of ${expected}`); }
  };
  const all = await visibleRows(page);
  await page.keyboard.press("/");
  await expect("/ jumps to", await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.type(task.search);
  await expect(`rows for “${task.search}”`, await visibleRows(page), task.found);
  await expect("state in the address", await page.evaluate(() => decodeURIComponent(location.hash)), `#q=${task.search}`);
  const count = await page.locator("#count").innerText();
  if (!count.includes(String(task.found)) || !count.includes(String(all))) { faults.push(`it says “${count}”`); }
  await page.locator("#q").fill("");
  await expect("rows without a search", await visibleRows(page), all);
  for (const select of ["#r", "#k"]) {
    const values = await page.locator(`${select} option`).evaluateAll((options) => options.map((it) => it.value).filter(Boolean));
    let sum = 0;
    for (const value of values) {
      await page.locator(select).selectOption(value);
      sum += await visibleRows(page);
    }
    await page.locator(select).selectOption("");
    await expect(`rows of all choices of ${select}`, sum, all);
  }
  await page.locator("#v").check();
  const restated = await page.locator("#table tbody tr[data-v]").count();
  await expect("restated rows", await visibleRows(page), restated);
  await page.locator("#v").uncheck();
  const again = await opened(task, { fragment: `#q=${encodeURIComponent(task.search)}` });
  await expect("rows of an address that was kept", await visibleRows(again.page), task.found);
  await again.close();
  // Is this the file that was issued?
  await page.locator("#file").setInputFiles(task.issued);
  await page.waitForFunction(() => document.getElementById("answer").textContent !== "");
  const yes = await page.locator("#answer").innerText();
  const foreign = join(scratch, "foreign.pdf");
  writeFileSync(foreign, Buffer.concat([readFileSync(task.issued), Buffer.from("x")]));
  await page.locator("#file").setInputFiles(foreign);
  await page.waitForFunction((before) => !["", before].includes(document.getElementById("answer").textContent), yes);
  const no = await page.locator("#answer").innerText();
  const name = task.issued.split("/").pop();
  if (!yes.includes(name) || no.includes(name)) { faults.push(`of the file itself it says “${yes}”, of an altered one “${no}”`); }
  told(task.page, "search, filters, file check", faults.concat(noise));
  await close();
}

for (const task of tasks) {
  await accessibility(task, { colorScheme: "light" }, "light");
  await accessibility(task, { colorScheme: "dark" }, "dark");
  await accessibility(task, { colorScheme: "light", size: { width: 320, height: 640 } }, "light, narrow");
  await keyboard(task);
  await narrow(task);
  await without(task);
  await printed(task);
  if (task.search) { await search(task); }
}
await browser.close();
console.log(JSON.stringify({ checks }));
