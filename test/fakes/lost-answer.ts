/** A request that takes effect at the vendor although the caller never gets the answer. */
export interface LostAnswer {
  /** Resolves when it has taken effect. */
  taken: Promise<void>;
  /** Whether the caller still waits: it was neither killed nor has it given up. */
  isAwaited(): boolean;
}

/** The answers that a fake is told to lose, each to the first request that is meant. */
export class LostAnswers<Asked> {
  private readonly expected: { isMeant: (asked: Asked) => boolean; lose: (stillWaits: () => boolean) => void }[] = [];

  expect(isMeant: (asked: Asked) => boolean): LostAnswer {
    let take = (): void => undefined;
    let stillWaits = (): boolean => false;
    const taken = new Promise<void>((resolve) => (take = resolve));
    const lose = (waits: () => boolean): void => {
      stillWaits = waits;
      take();
    };
    this.expected.push({ isMeant, lose });
    return { taken, isAwaited: () => stillWaits() };
  }

  /** Whether the answer to this is to be lost. Call it after the effect; `stillWaits` says if the caller waits. */
  loses(asked: Asked, stillWaits: () => boolean): boolean {
    const at = this.expected.findIndex(({ isMeant }) => isMeant(asked));
    const [lost] = at < 0 ? [] : this.expected.splice(at, 1);
    lost?.lose(stillWaits);
    return lost !== undefined;
  }
}
