/** How far and how near a camera can stand. */
export const ZOOM_RANGE = [0.2, 40] as const;
