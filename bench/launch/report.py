"""The table, the plot and the page that are made of the figures."""
import math
from pathlib import Path

BEGIN, END = "<!-- made by bench/launch/run --write: begin -->", "<!-- end -->"
GROWTH = {"images": "stored images", "running": "running sandboxes", "rules": "rules"}


def _ratio(program, tool, of):
    return f"{program[tool]['median'] / program[of]['median']:.2f}" if of in program else "-"


def table(results):
    """Markdown that can be read as it is."""
    lines = []
    for name, program in results.get("latency", {}).items():
        lines += [f"Launch to exit, `{name}`, ms:", "",
                  "| | median | p99 | min | of bwrap's | of crun's | samples | of them quiet |", "|---|---|---|---|---|---|---|---|"]
        for tool, s in program.items():
            lines.append(f"| {tool} | {s['median']:.1f} | {s['p99']:.1f} | {s['min']:.1f} | {_ratio(program, tool, 'bwrap')} | "
                         f"{_ratio(program, tool, 'crun')} | {s['samples']} | {s['quiet']} |")
        lines.append("")
    if rates := results.get("throughput"):
        lines += ["Runs of `true` per second, by clients at a time:", "", "| | 1 | 2 | 4 | 8 |", "|---|---|---|---|---|"]
        lines += [f"| {tool} | " + " | ".join(f"{by[n]:.0f}" for n in ("1", "2", "4", "8")) + " |" for tool, by in rates.items()]
        lines.append("")
    if points := results.get("memory"):
        lines += ["Memory of the service (VmRSS) after so many runs since its start, and the median of those since the line above, in a loop without "
                  "a pause:", "", "| runs | MiB | ms |", "|---|---|---|"]
        lines += [f"| {runs} | {point['bytes'] / 2**20:.0f} | " + (f"{point['median']:.1f}" if "median" in point else "") + " |"
                  for runs, point in points.items()] + [""]
    if switched := results.get("switches"):
        base = switched["as it comes"]["median"]
        lines += ["A warm run, by what was switched, ms:", "", "| | median | difference |", "|---|---|---|"]
        lines += [f"| {name} | {s['median']:.1f} | {s['median'] - base:+.1f} |" for name, s in switched.items() if name != "refused"]
        lines += ["", *(f"Refused by this host, {name}: {why}" for name, why in switched["refused"].items()), ""]
    if over := results.get("limit"):
        lines += [f"Beyond a limit of 500 ms of processor time: {over['median']:.1f} ms (median), {over['max']:.1f} ms (most) "
                  f"of {over['samples']}.", ""]
    if meters := results.get("meter"):
        outside = meters["outside"]["median"]
        lines += ["The same work of 50 ms, ms of processor time:", "", "| | median | min | difference of medians |", "|---|---|---|---|"]
        lines += [f"| {name} | {m['median']:.2f} | {m['min']:.2f} | {100 * (m['median'] / outside - 1):+.1f} % |" for name, m in meters.items()]
        lines.append("")
    for part, what in GROWTH.items():
        if series := results.get(part):
            lines += [f"A warm run, by {what}, ms:", "", "| " + what + " | median | p99 |", "|---|---|---|"]
            lines += [f"| {size} | {s['median']:.1f} | {s['p99']:.1f} |" for size, s in series.items()] + [""]
    return "\n".join(lines)


# ---- the plot ----

STYLE = """<style>
text { font: 13px sans-serif; fill: #222 } .title { font-weight: bold } .small { font-size: 11px; fill: #666 }
.axis { stroke: #999; fill: none } .grid { stroke: #ddd } .ours { fill: #0b6e99; stroke: none } .other { fill: #b0b7bd; stroke: none }
.tail { stroke: #444 } .back { fill: #fff } .line { stroke: #0b6e99; stroke-width: 2; fill: none } .dot { fill: #0b6e99 }
@media (prefers-color-scheme: dark) { text { fill: #eee } .small { fill: #aaa } .grid { stroke: #333 } .back { fill: #16191c }
  .ours, .dot { fill: #4db6e2 } .line { stroke: #4db6e2 } .other { fill: #5a6268 } .tail { stroke: #ccc } }
</style>"""
WIDTH = 820


def _bars(program, top, title):
    """Medians on a scale of powers of ten, for podman and a bare process are in one picture; a thin line to p99."""
    program = {tool: s for tool, s in program.items() if not tool.endswith("(beside these)")}
    tools = sorted(program, key=lambda tool: program[tool]["median"])
    left, right = 190, WIDTH - 70
    low = min(s["median"] for s in program.values()) * 0.7
    high = max(s["p99"] for s in program.values()) * 1.1
    at = lambda ms: left + (right - left) * math.log(max(ms, low) / low) / math.log(high / low)  # noqa: E731
    out = [f'<text class="title" x="20" y="{top}">{title}</text>']
    bottom = top + 20 + 24 * len(tools)
    for power in range(-1, 5):
        for step in (1, 2, 5):
            ms = step * 10.0**power
            if low < ms < high:
                out.append(f'<line class="grid" x1="{at(ms):.1f}" y1="{top + 14}" x2="{at(ms):.1f}" y2="{bottom}"/>')
                out.append(f'<text class="small" text-anchor="middle" x="{at(ms):.1f}" y="{bottom + 14}">{ms:g}</text>')
    for row, tool in enumerate(tools):
        y, s = top + 20 + 24 * row, program[tool]
        kind = "ours" if tool.startswith("immure") else "other"
        out.append(f'<text text-anchor="end" x="{left - 8}" y="{y + 13}">{tool}</text>')
        out.append(f'<rect class="{kind}" x="{left}" y="{y + 2}" width="{at(s["median"]) - left:.1f}" height="15"/>')
        out.append(f'<line class="tail" x1="{at(s["median"]):.1f}" y1="{y + 9.5}" x2="{at(s["p99"]):.1f}" y2="{y + 9.5}"/>')
        out.append(f'<text class="small" x="{at(s["p99"]) + 5:.1f}" y="{y + 13}">{s["median"]:.1f}</text>')
    return out, bottom + 44


def _curve(series, left, top, title, high):
    width, height = 210, 130
    sizes = [int(size) for size in series]
    x = lambda size: left + width * math.log(size) / math.log(max(sizes))  # noqa: E731
    y = lambda ms: top + 20 + height * (1 - ms / high)  # noqa: E731
    out = [f'<text class="title" x="{left}" y="{top}">{title}</text>',
           f'<path class="axis" d="M{left} {top + 20}V{top + 20 + height}H{left + width}"/>',
           f'<text class="small" text-anchor="end" x="{left - 4}" y="{top + 26}">{high:.0f} ms</text>']
    points = [(x(int(size)), y(s["median"]), size, s["median"]) for size, s in series.items()]
    out.append('<path class="line" d="M' + "L".join(f"{px:.1f} {py:.1f}" for px, py, _, _ in points) + '"/>')
    for px, py, size, ms in points:
        out.append(f'<circle class="dot" cx="{px:.1f}" cy="{py:.1f}" r="3.5"/>')
        out.append(f'<text class="small" text-anchor="middle" x="{px:.1f}" y="{py - 8:.1f}">{ms:.1f}</text>')
        out.append(f'<text class="small" text-anchor="middle" x="{px:.1f}" y="{top + 36 + height}">{size}</text>')
    return out


def chart(results):
    body, top = [], 30
    for name, program in results.get("latency", {}).items():
        more, top = _bars(program, top, f"{name}: launch to exit, ms (bar: median, line: to p99; logarithmic)")
        body += more
    grown = {what: results[part] for part, what in GROWTH.items() if len(results.get(part, {})) > 1}
    if grown:
        high = 1.25 * max(s["median"] for series in grown.values() for s in series.values())
        for column, (what, series) in enumerate(grown.items()):
            body += _curve(series, 60 + 255 * column, top, "warm, by " + what, high)
        top += 190
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" role="img" '
            f'aria-label="Launch times of Immure and other tools">\n{STYLE}\n<rect class="back" width="100%" height="100%"/>\n'
            + "\n".join(body) + "\n</svg>\n")


def write_page(results, tree):
    """Into docs/: the plot, and the section of performance.md between the two marks."""
    docs = Path(tree) / "docs"
    (docs / "launch.svg").write_text(chart(results))
    m = results["machine"]
    versions = ", ".join(f"{tool} {version}" for tool, version in m["versions"].items())
    head = (f"{m['time']}, {m['processors']} processors ({m['model']}), Linux {m['kernel']}, state of Immure on {m['state']}; {versions}; "
            f"load {m['load-before'][0]} before and {m['load-after'][0]} after. "
            + "".join(f"Left out: {tool} ({why}). " for tool, why in results["missing"].items()))
    page = docs / "performance.md"
    text = page.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n{head.strip()}\n\n![Launch times](launch.svg)\n\n{table(results)}{END}{after}")
