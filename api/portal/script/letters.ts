// letters tells whether keys of one sign do something wherever the cursor is. Who
// speaks to his machine, or whose hand strays, turns them off in his profile
// (WCAG 2.2, 2.1.4); all they do is done otherwise too.
export const letters = (): boolean => document.body.dataset.keys !== "off";
