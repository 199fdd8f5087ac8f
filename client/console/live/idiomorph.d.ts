/** What of idiomorph does a page use? Its script comes first and leaves its name with the window. */
declare const Idiomorph: {
  morph(
    before: Element,
    after: Element | string,
    options?: {
      morphStyle?: 'innerHTML' | 'outerHTML';
      ignoreActiveValue?: boolean;
      restoreFocus?: boolean;
      callbacks?: {
        beforeNodeMorphed?: (before: Node, after: Node) => boolean;
        beforeAttributeUpdated?: (name: string, node: Element, mutation: 'update' | 'remove') => boolean;
      };
    },
  ): unknown;
};
