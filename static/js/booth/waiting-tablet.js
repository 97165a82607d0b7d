// While nobody can vote: an enrolled tablet says that it is there.

import { prepared } from './prepared.js';
import { isAsked, isEnrolled, stand } from './tablet.js';

if (window.boothEarly.isAble() && prepared() && isAsked()) isEnrolled().then((enrolled) => enrolled && stand());
