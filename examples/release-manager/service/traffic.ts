import http from 'node:http';

/** Browses a page at a steady rate, as its users do: the next comes whether or not the last was answered. */
export class Traffic {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
  private timer: NodeJS.Timeout | undefined;

  start(url: string, requestsPerSecond: number): void {
    if (requestsPerSecond <= 0) return;
    this.timer = setInterval(() => this.visit(url), 1000 / requestsPerSecond);
  }

  stop(): void {
    clearInterval(this.timer);
    this.agent.destroy();
  }

  private visit(url: string): void {
    // Users go on when a page fails; that it failed is counted where it was served.
    http
      .get(url, { agent: this.agent }, (response) => response.resume().on('error', () => undefined))
      .on('error', () => undefined);
  }
}
