/** The name under which Zoom's failures are reported. */
export const ZOOM = 'Zoom';
