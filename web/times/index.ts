// Times and lengths in the way of the reader's region, and the reader's own time beside a meeting's, where the two clocks differ and
// one can take part from afar. Words come from the page: data-yours="{time} your time". Without this script the meeting's
// time stands alone on the page's own clock, with its zone named.

import { isolate, own, ownLength, ownTimes, rewrite } from "./region";

// clock writes a moment on the reader's clock in the way the page writes times, with the weekday where it is another.
function clock(at: Date, like: string, day: string): string {
  const half = /[ap]\.?\s?m/i.test(like);
  const time = new Intl.DateTimeFormat(own, { hour: half ? "numeric" : "2-digit", minute: "2-digit", hourCycle: half ? "h12" : "h23" }).format(at);
  const today = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  return today === day ? time : `${new Intl.DateTimeFormat(own, { weekday: "long" }).format(at)} ${time}`;
}

// offset is how many minutes east of Greenwich the clock of an RFC 3339 text hangs.
function offset(text: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? ["", "+", "0", "0"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function tell(time: HTMLTimeElement): void {
  const words = time.closest<HTMLElement>("[data-yours]")?.dataset["yours"];
  const row = time.closest(".meeting");
  if (!words || time.dataset["told"] || (row && !row.hasAttribute("data-remote"))) return;
  time.dataset["told"] = "1";
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime()) || -at.getTimezoneOffset() === offset(time.dateTime)) return;
  const yours = document.createElement("span");
  yours.className = "yours";
  yours.textContent = words.replace("{time}", isolate(clock(at, time.textContent ?? "", time.dateTime.slice(0, 10))));
  (time.closest("section")?.querySelector(".own") ?? time.parentElement)?.append(yours);
}

function tellAll(): void {
  rewrite(".at, .now, .dates, .chip", ownTimes);
  rewrite(".away, .chip, .choice, .ways", ownLength);
  document.querySelectorAll<HTMLTimeElement>("time.start[datetime]").forEach(tell);
}

tellAll();
document.addEventListener("kith:fresh", tellAll);
