// Draws the runs and events of the server's own drawing anew, with a reading of the run under the pointer.
(() => {
  const seconds = day => Date.parse(day) / 1000;
  const figure = document.querySelector("[data-trend]");
  if (!figure || typeof uPlot === "undefined") return;

  const drawn = figure.querySelector(".scroll");
  const runs = [...figure.querySelectorAll("[data-day]")].map(run => run.dataset);
  const events = [...figure.querySelectorAll("[data-event]")].map(event => event.dataset);
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const known = text => (text === undefined ? null : Number(text));
  const shown = (plot, value) => (value === null ? "–" : value.toFixed(1));
  const iso = moment => new Date(moment * 1000).toISOString().slice(0, 10);
  const paths = uPlot.paths.stepped({ align: 1 });
  const ends = { paths, scale: "y", stroke: colour("--soft"), width: 1, dash: [2, 3], points: { show: false }, value: shown };

  const marks = plot => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("--moderate");
    ctx.lineWidth = devicePixelRatio;
    ctx.font = `${13 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = "center";
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    let [last, raised] = [-Infinity, false];
    for (const { event, number } of events) {
      const x = plot.valToPos(seconds(event), "x", true);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      raised = x - last < 18 * devicePixelRatio && !raised;
      last = x;
      ctx.fillText(number, x, bbox.top - (raised ? 18 : 4) * devicePixelRatio);
    }
    ctx.restore();
  };

  const size = () => ({ width: figure.clientWidth, height: Math.min(320, Math.max(220, figure.clientWidth / 3)) });
  const plot = new uPlot(
    {
      ...size(),
      padding: [32, 12, 0, 0],
      cursor: { drag: { x: false, y: false } },
      tzDate: moment => uPlot.tzDate(new Date(moment * 1000), "UTC"),
      scales: { y: { range: [0, 100] } },
      axes: [{ space: 100, values: (_, moments) => moments.map(iso) }, { splits: () => [0, 20, 40, 60, 80, 100] }],
      series: [
        { label: "Day", value: (_, moment) => (moment === null ? "–" : iso(moment)) },
        { label: "Score", paths, stroke: colour("--duty"), width: 2, points: { show: true, size: 8 }, value: shown },
        { label: "Interval from", ...ends },
        { label: "to", ...ends },
      ],
      hooks: { draw: [marks] },
    },
    [
      runs.map(run => seconds(run.day)),
      runs.map(run => Number(run.score)),
      runs.map(run => known(run.low)),
      runs.map(run => known(run.high)),
    ],
    figure,
  );
  figure.insertBefore(plot.root, drawn);
  drawn.hidden = true;
  new ResizeObserver(() => plot.setSize(size())).observe(figure);
})();
