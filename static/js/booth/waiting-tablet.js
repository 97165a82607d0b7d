// While nobody can vote: an enrolled tablet says that it is there.

import { isAsked, isEnrolled, stand } from './tablet.js';

if (isAsked()) isEnrolled().then((enrolled) => enrolled && stand());
