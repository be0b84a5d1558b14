import { checkScreens } from './support/check-screens.ts';

checkScreens({ width: 1280 });
