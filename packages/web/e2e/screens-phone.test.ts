import { checkScreens } from './support/check-screens.ts';

// 320 pixels are 400 per cent of 1280.
checkScreens({ width: 375, zoomed: 320 });
