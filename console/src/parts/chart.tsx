// SPDX-License-Identifier: Apache-2.0
// A quantity over time. The chart is a picture; what it shows stands in a table beside it.
import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef, type ReactNode } from "react";

use([LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

export interface Point {
  time: number;
  value: number;
}

export default function OverTime({ points, label, dark }: { points: readonly Point[]; label: string; dark: boolean }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const drawn = init(place.current, dark ? "dark" : null, { height: 280 });
    const ink = dark ? "#d9d9d9" : "#434343";
    drawn.setOption({
      backgroundColor: "transparent",
      animation: false,
      grid: { left: 100, right: 24, top: 16, bottom: 32 },
      // Markup with styles of its own would be against the page's policy.
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: { type: "time", axisLabel: { color: ink } },
      yAxis: { type: "value", axisLabel: { color: ink } },
      series: [{ type: "line", step: "end", areaStyle: { opacity: 0.15 }, data: points.map(({ time, value }) => [time, value]) }],
    });
    const fit = new ResizeObserver(() => drawn.resize());
    fit.observe(place.current!);
    return () => {
      fit.disconnect();
      drawn.dispose();
    };
  }, [points, dark]);
  return <div ref={place} role="img" aria-label={label} className="chart" />;
}
