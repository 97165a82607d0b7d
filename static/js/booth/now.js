// What the steps share: the settings of the page, the visit that goes on, and the room that is ready for it.

const { dataset } = document.getElementById('booth');

export const settings = dataset;

/** Of the page; that they are those of the hashed election is compared before a slip is taken. */
export const limits = {
  minimum: Number(dataset.minimum),
  maximum: Number(dataset.maximum),
  blank: dataset.blank === 'true',
};

/** @type {{visit: import('./visit.js').Visit | null, room: import('./room.js').Room}} */
export const now = { visit: null, room: null };
