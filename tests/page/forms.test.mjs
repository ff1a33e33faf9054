// Every kind of form with JavaScript: the page's script sends the API request itself.
import { testForms } from '../lib/forms.mjs';

testForms({ name: 'with JavaScript', javaScript: true });
