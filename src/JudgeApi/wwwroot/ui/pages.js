// The little that the pages need of the browser beside Blazor: keys, zoom, the theme's cookie, and coming back after a restart of the service.
(() => {
  'use strict';
  const typing = target => target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT'
    || (target.tagName === 'INPUT' && !['radio', 'checkbox', 'button'].includes(target.type));

  // A button with data-key="a" is pressed by that key, unless somebody is writing. An open dialog has the keys for itself.
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && typing(event.target)) event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing(event.target)) return;
    const zoomed = document.querySelector('dialog.zoom[open]');
    if (zoomed) {
      if (event.key.toLowerCase() === 'z') zoomed.close();
      return;
    }
    const scope = document.querySelector('.mud-dialog') ?? document;
    const wanted = event.key.toLowerCase();
    const button = [...scope.querySelectorAll('[data-key]')].find(one => one.dataset.key.toLowerCase() === wanted && !one.disabled);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // A picture with data-zoom opens in its own size.
  document.addEventListener('click', event => {
    const trigger = event.target.closest?.('[data-zoom]');
    if (!trigger) return;
    const dialog = document.createElement('dialog');
    dialog.className = 'zoom';
    dialog.setAttribute('aria-label', 'Picture, enlarged. Escape closes it.');
    const picture = document.createElement('img');
    picture.src = trigger.dataset.zoom;
    picture.alt = trigger.dataset.alt ?? 'The judged picture, enlarged';
    dialog.append(picture);
    dialog.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => { dialog.remove(); trigger.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  });

  // Small pictures are enlarged dot by dot: smoothing would hide the very faults that are judged.
  document.addEventListener('load', event => {
    const picture = event.target;
    if (picture.tagName === 'IMG' && picture.naturalWidth <= 256) picture.classList.add('small-picture');
  }, true);

  // A pasted picture goes where a picture is missing, else to the first place.
  document.addEventListener('paste', event => {
    const files = [...(event.clipboardData?.files ?? [])].filter(file => file.type.startsWith('image/'));
    const place = document.querySelector('[data-paste=free]') ?? document.querySelector('[data-paste]');
    if (!files.length || !place) return;
    event.preventDefault();
    const brought = new DataTransfer();
    brought.items.add(files[0]);
    place.files = brought.files;
    place.dispatchEvent(new Event('change', { bubbles: true }));
  });

  // Enter on the skip link goes to the content wherever it is by then.
  document.addEventListener('click', event => {
    if (!event.target.matches?.('.skip-link')) return;
    event.preventDefault();
    document.getElementById('main')?.focus();
  });

  window.mtrl = {
    setTheme: theme => {
      document.cookie = `mtrljudge.theme=${theme}; path=/ui; max-age=31536000; samesite=lax`;
      document.documentElement.dataset.theme = theme;
    },
    copy: text => {
      if (navigator.clipboard) return navigator.clipboard.writeText(text);
      // Over http, browsers keep the clipboard to themselves but for what is selected.
      const field = document.createElement('textarea');
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    },
    download: (name, text) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };

  // The service was restarted: what the page knew is gone with it, so the page is loaded anew as soon as the service answers.
  const modal = document.getElementById('components-reconnect-modal');
  let waiting = false;
  const comeBack = async () => {
    if (waiting) return;
    waiting = true;
    for (;;) {
      try {
        if ((await fetch('/health/live', { cache: 'no-store' })).ok) break;
      } catch { /* not there yet */ }
      await new Promise(again => setTimeout(again, 1000));
    }
    location.reload();
  };
  modal?.addEventListener('components-reconnect-state-changed', event => {
    if (event.detail.state === 'failed' || event.detail.state === 'rejected') comeBack();
  });
  if (window.Blazor && document.documentElement) {
    Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 600, retryIntervalMilliseconds: tries => (tries < 3 ? 300 : 1000) } } });
  }
})();
